extension Template {
    static let eventsText = """
        {{<layout}}{{$main}}
        <h1>{{title}}</h1>
        <form method="get" action="/events" class="filter">
        <div><label for="user">User name, id or DN</label><input id="user" name="user" value="{{content.user}}"></div>
        <div><label for="effect">Effect</label><select id="effect" name="effect">
        {{#content.effects}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{name}}</option>{{/content.effects}}
        </select></div>
        <div><label for="since">Since</label><input id="since" name="since" value="{{content.since}}" placeholder="3d or 2026-12-01"></div>
        <div><label for="request">Request id</label><input id="request" name="request" value="{{content.request}}"></div>
        <button type="submit">Show</button>
        </form>
        {{#content.damages}}<p class="bad" role="alert">{{.}}</p>{{/content.damages}}
        {{^content.rows}}<p>Nothing was written that is like this.</p>{{/content.rows}}
        {{#content.hasRows}}
        <div class="scroll" tabindex="0" role="group" aria-label="Events"><table>
        <caption>Newest first, in universal time</caption>
        <thead><tr><th scope="col">Time</th><th scope="col">Effect</th><th scope="col">Entry</th><th scope="col">Attributes</th>
        <th scope="col">By</th><th scope="col">Outcome</th></tr></thead>
        <tbody>
        {{#content.rows}}<tr><td><a href="/events/{{id}}">{{time}}</a></td><td>{{effect}}</td><td>{{entry}}</td>
        <td>{{attributes}}</td><td>{{by}}</td><td{{#isBad}} class="bad"{{/isBad}}>{{outcome}}</td></tr>{{/content.rows}}
        </tbody></table></div>
        {{/content.hasRows}}
        {{#content.older}}<p><a href="{{.}}">Older</a></p>{{/content.older}}
        {{/main}}{{/layout}}
        """

    static let eventText = """
        {{<layout}}{{$main}}
        <h1>{{content.effect}}: {{content.entry}}</h1>
        <dl>
        {{#content.facts}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/content.facts}}
        </dl>
        {{#content.steps}}
        <section aria-label="Change of {{target}}">
        <h2>{{target}}</h2>
        <p>{{fate}}</p>
        <div class="scroll" tabindex="0" role="group" aria-label="Before and after"><table class="compare">
        <caption>Before and after</caption>
        <thead><tr><th scope="col">Attribute</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
        <tbody>
        {{#rows}}<tr><th scope="row">{{attribute}}</th>
        <td>{{#before}}<del>{{.}}</del>{{/before}}</td>
        <td>{{#isSecret}}<em>secret, not kept</em>{{/isSecret}}{{#after}}<ins>{{.}}</ins>{{/after}}</td></tr>{{/rows}}
        </tbody></table></div>
        <details><summary>LDIF</summary><pre>{{ldif}}</pre></details>
        {{#inverse}}<details><summary>LDIF that takes it back</summary><pre>{{.}}</pre></details>{{/inverse}}
        </section>
        {{/content.steps}}
        {{#content.sent}}<section><h2>What the client sent</h2><pre>{{.}}</pre></section>{{/content.sent}}
        {{#content.canBeUndone}}
        <form method="post" action="/events/{{content.id}}/undo">
        <input type="hidden" name="key" value="{{formKey}}">
        <button type="submit">Look at what an undo would do</button>
        </form>
        {{/content.canBeUndone}}
        {{/main}}{{/layout}}
        """

    static let undoText = """
        {{<layout}}{{$main}}
        <h1>Undo {{content.id}}?</h1>
        <p class="warn" role="note">First pause provisioning in Entra ID and correct its scope: it sends again what it thinks is missing.</p>
        {{>undoEntries}}
        {{#content.canBegin}}
        <form method="post" action="/events/{{content.id}}/undo">
        <input type="hidden" name="key" value="{{formKey}}">
        <input type="hidden" name="confirm" value="yes">
        <button type="submit" class="danger">Undo it</button> <a href="/events/{{content.id}}">Leave it</a>
        </form>
        {{/content.canBegin}}
        {{^content.canBegin}}<p>There is nothing that can be undone. <a href="/events/{{content.id}}">Back to the event</a></p>{{/content.canBegin}}
        {{/main}}{{/layout}}
        """

    static let undoneText = """
        {{<layout}}{{$main}}
        <h1>Undo of {{content.id}}</h1>
        {{>undoEntries}}
        <p><a href="/events/{{content.id}}">To the event</a> <a href="/events">To all events</a></p>
        {{/main}}{{/layout}}
        """

    static let undoEntriesText = """
        {{#content.entries}}
        <section aria-label="{{target}}">
        <h2>{{target}}</h2>
        <p{{#isBad}} class="bad"{{/isBad}}>{{verdict}}</p>
        {{#ldif}}<pre>{{.}}</pre>{{/ldif}}
        </section>
        {{/content.entries}}
        {{#content.remarks}}<p>{{.}}</p>{{/content.remarks}}
        """
}

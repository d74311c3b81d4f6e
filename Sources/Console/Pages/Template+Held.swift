extension Template {
    static let heldText = """
        {{<layout}}{{$main}}
        <h1>{{title}}</h1>
        {{#content.messages}}<p role="status">{{.}}</p>{{/content.messages}}
        {{^content.classes}}<p>The guard holds nothing.</p>{{/content.classes}}
        {{#content.classes}}
        <section aria-labelledby="{{name}}">
        <h2 id="{{name}}">{{name}}: {{count}} held</h2>
        <p>{{state}}</p>
        {{#hasCalls}}
        <div class="scroll" tabindex="0" role="group" aria-label="Held {{name}}"><table>
        <caption>Who is held</caption>
        <thead><tr><th scope="col">Entry</th><th scope="col">Change</th><th scope="col">First</th><th scope="col">Last</th><th scope="col">Tries</th>
        <th scope="col">By</th></tr></thead>
        <tbody>
        {{#calls}}<tr><th scope="row">{{entry}}</th><td>{{change}}</td><td>{{first}}</td><td>{{last}}</td><td class="number">{{tries}}</td>
        <td>{{by}}</td></tr>{{/calls}}
        </tbody></table></div>
        {{/hasCalls}}
        <div class="choice">
        <form method="post" action="/held">
        <input type="hidden" name="key" value="{{formKey}}">
        <input type="hidden" name="class" value="{{name}}">
        <button type="submit" name="action" value="release">Let these {{count}} go</button>
        <button type="submit" name="action" value="refuse" class="danger">Refuse this class</button>
        </form>
        </div>
        </section>
        {{/content.classes}}
        <h2>Limits</h2>
        <dl>{{#content.limits}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/content.limits}}</dl>
        <p class="hint">Whoever is let go is written at the next try of Entra ID, which may take up to a day. Provision on demand, or a
        restart of provisioning, hurries it.</p>
        {{/main}}{{/layout}}
        """
}

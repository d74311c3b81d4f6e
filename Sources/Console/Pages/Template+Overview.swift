extension Template {
    static let overviewText = """
        {{<layout}}{{$main}}
        <h1>{{title}}</h1>
        <section aria-labelledby="state" id="live">
        {{>state}}
        </section>
        <section aria-labelledby="find">
        <h2 id="find">What happened to a person?</h2>
        <form method="get" action="/events" class="row">
        <label for="user">User name, id or DN</label>
        <input id="user" name="user" required>
        <button type="submit">Show</button>
        </form>
        </section>
        <section aria-labelledby="call">
        <h2 id="call">Why did a call fail?</h2>
        <form method="get" action="/events" class="row">
        <label for="request">Request id, from the provisioning log</label>
        <input id="request" name="request" required>
        <button type="submit">Show</button>
        </form>
        {{^content.failures}}<p>No call failed in the last hour.</p>{{/content.failures}}
        {{#content.hasFailures}}
        <div class="scroll" tabindex="0" role="group" aria-label="Failures"><table>
        <caption>Calls of the last hour that were refused or failed</caption>
        <thead><tr><th scope="col">Status</th><th scope="col">Count</th><th scope="col">Last</th>
        <th scope="col">What the last one was told</th></tr></thead>
        <tbody>
        {{#content.failures}}<tr><td>{{status}}</td><td class="number">{{count}}</td><td>{{last}}</td>
        <td>{{detail}}</td></tr>{{/content.failures}}
        </tbody></table></div>
        {{/content.hasFailures}}
        </section>
        {{/main}}{{/layout}}
        """

    static let stateText = """
        <h2 id="state">State: {{content.health}}</h2>
        <p role="status">{{content.summary}}</p>
        {{#content.held}}<p class="bad">{{.}} <a href="/held">Decide</a></p>{{/content.held}}
        {{#content.refusal}}<p class="bad">The last reload was refused: {{.}}</p>{{/content.refusal}}
        <dl>
        {{#content.facts}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/content.facts}}
        </dl>
        """

    static let clientsText = """
        {{<layout}}{{$main}}
        <h1>{{title}}</h1>
        <div class="scroll" tabindex="0" role="group" aria-label="Tokens"><table>
        <caption>Tokens and clients, in the order in which they were made</caption>
        <thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col">Scopes</th><th scope="col">Made</th>
        <th scope="col">Last use</th><th scope="col">Ends</th></tr></thead>
        <tbody>
        {{#content.clients}}<tr><th scope="row">{{name}}</th><td>{{kind}}</td><td>{{scopes}}</td><td>{{created}}</td>
        <td>{{lastUsed}}</td><td{{#isEnding}} class="bad"{{/isEnding}}>{{expires}}</td></tr>{{/content.clients}}
        </tbody></table></div>
        <p class="hint">They are made and revoked by <code>starbridge token</code>.</p>
        {{/main}}{{/layout}}
        """
}

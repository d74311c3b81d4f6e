extension Template {
    static let layoutText = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}} - Starbridge</title>
        <link rel="stylesheet" href="/style.css">
        {{#isLive}}<script src="/live.js" defer></script>{{/isLive}}
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
        <p class="brand">Starbridge</p>
        {{#name}}
        <nav aria-label="Pages"><ul>
        {{#tabs}}<li><a href="{{path}}"{{#isCurrent}} aria-current="page"{{/isCurrent}}>{{title}}</a></li>{{/tabs}}
        </ul></nav>
        <form class="out" method="post" action="/logout">
        <input type="hidden" name="key" value="{{formKey}}">
        <span>{{name}}</span> <button type="submit" class="plain">Sign out</button>
        </form>
        {{/name}}
        </header>
        <main id="main">
        {{$main}}{{/main}}
        </main>
        </body>
        </html>
        """

    static let noticeText = """
        {{<layout}}{{$main}}
        <h1>{{content.heading}}</h1>
        <p role="alert">{{content.text}}</p>
        <p><a href="/">To the overview</a></p>
        {{/main}}{{/layout}}
        """

    static let loginText = """
        {{<layout}}{{$main}}
        <h1>Sign in</h1>
        {{#content.fault}}<p role="alert" class="bad">{{.}}</p>{{/content.fault}}
        <form method="post" action="/login" class="narrow">
        <label for="token">Token of scope console</label>
        <input id="token" name="token" type="password" autocomplete="off" required autofocus>
        <p class="hint">Made by <code>starbridge token create NAME --scopes console</code>. It opens this page and nothing else.</p>
        <button type="submit">Sign in</button>
        </form>
        {{/main}}{{/layout}}
        """
}

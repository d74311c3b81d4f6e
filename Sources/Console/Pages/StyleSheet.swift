/// How the pages look: readable at 100 columns and on a phone, in light and in dark, without anything from elsewhere.
enum StyleSheet {
    static let text = """
        :root { color-scheme: light dark; --ink: #1c2430; --paper: #ffffff; --line: #c5ccd6; --soft: #f1f4f8; --link: #0b57a4;
          --bad: #a01616; --badpaper: #fdecec; --good: #0e6b34; --goodpaper: #e7f6ec; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --paper: #12171f; --line: #3d4755; --soft: #1b222d;
          --link: #8ec5ff; --bad: #ffb0b0; --badpaper: #3a1717; --good: #98e2b4; --goodpaper: #12301f; } }
        * { box-sizing: border-box; }
        body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        .skip { position: absolute; left: -999rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; z-index: 1; }
        header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; padding: .5rem 1rem;
          background: var(--soft); border-bottom: 1px solid var(--line); }
        .brand { font-weight: 700; margin: 0; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0; padding: 0; }
        nav a { display: inline-block; padding: .5rem 0; } nav a[aria-current] { font-weight: 700; text-decoration: none; color: var(--ink); }
        .out { margin-left: auto; }
        main { max-width: 75rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin-top: 2rem; overflow-wrap: anywhere; }
        a { color: var(--link); }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        label { display: block; font-weight: 600; }
        input, select, button { font: inherit; color: inherit; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .3rem;
          background: var(--paper); min-height: 2.75rem; max-width: 100%; }
        button { background: var(--link); color: var(--paper); border-color: var(--link); cursor: pointer; }
        button.plain { background: none; color: var(--link); } button.danger { background: var(--bad); border-color: var(--bad); }
        .narrow input { width: 100%; max-width: 30rem; } .row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
        .filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin-bottom: 1rem; }
        .hint { color: inherit; opacity: .85; max-width: 60rem; }
        .bad { color: var(--bad); background: var(--badpaper); } p.bad, p.warn { padding: .5rem .75rem; border-left: .3rem solid var(--bad); }
        p.warn { background: var(--soft); }
        dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .25rem 1rem; } dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; } caption { text-align: left; padding: .25rem 0; opacity: .85; }
        th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
        thead th { background: var(--soft); } .number { text-align: right; font-variant-numeric: tabular-nums; }
        .compare td { width: 40%; overflow-wrap: anywhere; min-width: 8rem; } del, ins { display: block; text-decoration: none; font-family: ui-monospace, monospace; white-space: pre-wrap; }
        del { color: var(--bad); background: var(--badpaper); } del::before { content: "- "; }
        ins { color: var(--good); background: var(--goodpaper); } ins::before { content: "+ "; }
        pre { overflow-x: auto; background: var(--soft); padding: .75rem; border: 1px solid var(--line); }
        summary { cursor: pointer; padding: .5rem 0; }
        @media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .5rem; } .out { margin-left: 0; } }
        """
}

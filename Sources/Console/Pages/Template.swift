/// The templates of the pages (Mustache).
enum Template: String, CaseIterable {
    /// What stands around all others.
    case layout
    /// Where a token is asked for.
    case login
    /// How the bridge and the directory stand.
    case overview
    /// What was done, newest first.
    case events
    /// One event, with what it changed.
    case event
    /// What an undo would do.
    case undo
    /// What an undo has done.
    case undone
    /// The calls that the guard holds.
    case held
    /// The tokens.
    case clients
    /// One sentence.
    case notice
    /// How things stand, a part of the overview that is renewed while it is looked at.
    case state
    /// What becomes of the entries of an undo, a part of two pages.
    case undoEntries

    /// The title of the page.
    var title: String {
        switch self {
        case .layout, .notice, .state: "Starbridge"
        case .login: "Sign in"
        case .overview: "Overview"
        case .events: "Events"
        case .event: "Event"
        case .undo, .undone, .undoEntries: "Undo"
        case .held: "Held calls"
        case .clients: "Tokens"
        }
    }

    /// The path of the page, of those that have one of their own.
    var path: String {
        switch self {
        case .overview, .layout, .notice, .login, .state: "/"
        case .events, .event, .undo, .undone, .undoEntries: "/events"
        case .held: "/held"
        case .clients: "/tokens"
        }
    }

    /// The text of the template.
    var text: String {
        switch self {
        case .layout: Self.layoutText
        case .login: Self.loginText
        case .overview: Self.overviewText
        case .events: Self.eventsText
        case .event: Self.eventText
        case .undo: Self.undoText
        case .undone: Self.undoneText
        case .held: Self.heldText
        case .clients: Self.clientsText
        case .notice: Self.noticeText
        case .state: Self.stateText
        case .undoEntries: Self.undoEntriesText
        }
    }
}

/// Renews the state on the overview while it is looked at; without scripts the page is as complete, and is renewed by loading it again.
enum LiveScript {
    static let text = """
        "use strict";
        const place = document.getElementById("live");
        if (place && "EventSource" in window) {
          new EventSource("/live").addEventListener("state", (event) => {
            if (place.innerHTML !== event.data) { place.innerHTML = event.data; }
          });
        }
        """
}

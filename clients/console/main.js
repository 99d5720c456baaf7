// The console: who sits here logs in with a key of their own, and finds customers from then on.
import { byId, element, say } from "../page/element.js";
import { form } from "../page/form.js";
import { desk } from "./desk.js";
import { action } from "./elements.js";
import { logIn } from "./service.js";

/** @import { Service } from "./service.js" */

/** The key is kept nowhere: who opens the page again types it again. @param {string} [news] */
function askForKey(news = "") {
  byId("who").replaceChildren();
  show(
    element(
      "section",
      { class: "card alone" },
      element("h2", {}, "Log in"),
      news && element("p", { class: "news" }, news),
      form({
        fields: [
          {
            name: "key",
            label: "Your key",
            type: "password",
            autocomplete: "current-password",
            hint: "The one that was made for you: it names you in what you change.",
          },
        ],
        submit: "Log in",
        blames: { APPLICATION_KEY_REFUSED: "key", APPLICATION_KEY_NOT_ALLOWED: "key" },
        refusals: {
          APPLICATION_KEY_REFUSED: "This key is not good, or not any more. Ask whoever made it for another one.",
          APPLICATION_KEY_NOT_ALLOWED: "This is the key of an app. One of a back office begins with acsys_.",
        },
        async send({ key }) {
          begin(await logIn(key.trim(), () => askForKey("Your session is over. Please log in again.")));
        },
      }),
    ),
  );
  if (news) say(news);
}

/** @param {Service} service */
function begin(service) {
  async function logOut() {
    const isToldSo = await service.logOut();
    const notReached = "You are logged out here. The service was not reached: it ends the session later.";
    askForKey(isToldSo ? "You are logged out." : notReached);
  }
  byId("who").replaceChildren(element("span", {}, service.name), action("Log out", logOut));
  show(desk(service));
  byId("screen").querySelector("input")?.focus();
}

/** @param {Element} screen */
function show(screen) {
  byId("screen").replaceChildren(screen);
}

askForKey();

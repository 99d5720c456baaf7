// The console: who sits here logs in with a key of their own, and finds customers from then on.
import { at, action, element, say } from "./elements.js";
import { desk } from "./desk.js";
import { form } from "./form.js";
import { logIn } from "./service.js";

/** The key is kept nowhere: who opens the page again types it again. */
function askForKey(news = null) {
  at("who").replaceChildren();
  const title = element("h2", {}, "Log in");
  const key = {
    name: "key",
    label: "Your key",
    type: "password",
    autocomplete: "current-password",
    hint: "The one that was made for you: it names you in what you change.",
  };
  show(
    element(
      "section",
      { class: "card alone" },
      title,
      news && element("p", { class: "news" }, news),
      form({
        fields: [key],
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

function begin(service) {
  const leave = async () => {
    const isToldSo = await service.logOut();
    const later = "You are logged out here. The service was not reached: it ends the session later.";
    askForKey(isToldSo ? "You are logged out." : later);
  };
  at("who").replaceChildren(element("span", {}, service.name), action("Log out", leave));
  show(desk(service));
  at("screen").querySelector("input").focus();
}

function show(screen) {
  at("screen").replaceChildren(screen);
}

askForKey();

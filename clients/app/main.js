// The app: which screen is shown, and what all screens share.
import { at, element, say } from "./elements.js";
import { start } from "./service.js";
import { beginStage } from "./stage.js";
import { whatWentWrong } from "./words.js";
import { chooseNew, forgot } from "./screens/forgot.js";
import { details } from "./screens/details.js";
import { devices } from "./screens/devices.js";
import { home } from "./screens/home.js";
import { logIn } from "./screens/log_in.js";
import { code, register } from "./screens/register.js";

/** By what stands after `#`, and those among them that need a session. */
const FOR_CUSTOMERS = { home, details, devices };
const SCREENS = { register, code, "log-in": logIn, forgot, "choose-new": chooseNew, ...FOR_CUSTOMERS };

const app = {
  service: await start(() => app.go("log-in", "You were logged out. Please log in again.")),
  /** What was typed, until it is of no use any more. */
  typed: {},
  /** How whoever registers wants to be called: by an e-mail address, or by a phone number. */
  kind: "EMAIL",
  /** Shows another screen; `news` stands above it, once. */
  go(name, news = null) {
    app.news = news;
    if (location.hash === `#${name}`) show();
    else location.hash = name;
  },
  news: null,
};

let latest = 0;
async function show() {
  const mine = ++latest;
  const asked = location.hash.slice(1);
  const loggedIn = await app.service.isLoggedIn();
  if (!Object.hasOwn(SCREENS, asked)) return showInstead(loggedIn ? "home" : "register");
  if (Object.hasOwn(FOR_CUSTOMERS, asked) && !loggedIn) return showInstead("log-in");
  at("screen").setAttribute("aria-busy", "true");
  const parts = await SCREENS[asked](app).catch(broken);
  if (parts === null || mine !== latest) return;
  const news = app.news && element("p", { class: "news" }, app.news);
  const isFirst = at("screen").children.length === 0 || at("screen").querySelector("noscript");
  const title = parts[0];
  at("screen").replaceChildren(...[title, news, ...parts.slice(1)].filter(Boolean));
  at("screen").removeAttribute("aria-busy");
  at("screen").scrollTop = 0;
  if (app.news) say(app.news);
  app.news = null;
  // A screen reader begins at the new screen; a page that was only opened leaves it where it is.
  title.tabIndex = -1;
  if (!isFirst) title.focus({ preventScroll: true });
}

/** So that the way back does not lead here again. */
function showInstead(name) {
  history.replaceState(null, "", `#${name}`);
  return show();
}

/** What stands in the place of a screen that could not be made; nothing where log-in is on its way. */
function broken(error) {
  if (error.code === "SESSION_REFUSED") return null;
  return [
    element("h2", {}, "Not now"),
    element("p", {}, whatWentWrong(error)),
    element("button", { type: "button", class: "main", on: { click: show } }, "Try again"),
  ];
}

beginStage();
addEventListener("hashchange", show);
show();

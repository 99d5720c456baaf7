// The app: which screen is shown, and what all screens share.
import { isServiceError } from "../typescript/dist/index.js";
import { latestOnly } from "../page/asking.js";
import { byId, element, say } from "../page/element.js";
import { whatWentWrong } from "../page/words.js";
import { start } from "./service.js";
import { beginStage } from "./stage.js";
import { REFUSALS } from "./words.js";
import { code } from "./screens/code.js";
import { details } from "./screens/details.js";
import { devices } from "./screens/devices.js";
import { chooseNew, forgot } from "./screens/forgot.js";
import { home } from "./screens/home.js";
import { logIn } from "./screens/log_in.js";
import { register } from "./screens/register.js";

/** @import { Typed } from "../page/form.js" */
/** @import { Kind } from "./rules.js" */
/** @import { Service } from "./service.js" */

/**
 * What all screens share.
 *
 * @typedef {object} App
 * @property {Service} service
 * @property {Typed} typed what was typed, until it is of no use any more
 * @property {Kind} kind how whoever registers wants to be called
 * @property {(name: string, news?: string) => void} go shows another screen; `news` stands above it, once
 */

/** @typedef {[title: HTMLElement, ...rest: HTMLElement[]]} Parts */
/** @typedef {(app: App) => Promise<Parts>} Screen */

/** By what stands after `#`. @type {Map<string, Screen>} */
const SCREENS = new Map(
  Object.entries({ register, code, "log-in": logIn, forgot, "choose-new": chooseNew, home, details, devices }),
);
/** Those that need a session. */
const FOR_CUSTOMERS = ["home", "details", "devices"];

/** What is said above the next screen. */
let news = "";

/** @type {App} */
const app = {
  service: await start(() => app.go("log-in", "You were logged out. Please log in again.")),
  typed: {},
  kind: "EMAIL",
  go(name, said = "") {
    news = said;
    if (location.hash === `#${name}`) show();
    else location.hash = name;
  },
};

const begin = latestOnly();

/** Shows the screen that the address names. */
async function show() {
  const isLatest = begin();
  const name = location.hash.slice(1);
  const isLoggedIn = await app.service.isLoggedIn();
  if (!isLatest()) return;
  const screen = SCREENS.get(name);
  if (screen === undefined) return showInstead(isLoggedIn ? "home" : "register");
  if (FOR_CUSTOMERS.includes(name) && !isLoggedIn) return showInstead("log-in");
  byId("screen").setAttribute("aria-busy", "true");
  const parts = await screen(app).catch(broken);
  if (parts !== null && isLatest()) replaceScreen(parts);
}

/** So that the way back does not lead here again. @param {string} name */
function showInstead(name) {
  history.replaceState(null, "", `#${name}`);
  show();
}

/** @param {Parts} parts */
function replaceScreen([title, ...rest]) {
  const screen = byId("screen");
  const isFirst = screen.querySelector("h2") === null;
  screen.replaceChildren(title, ...(news === "" ? [] : [element("p", { class: "news" }, news)]), ...rest);
  screen.removeAttribute("aria-busy");
  screen.scrollTop = 0;
  if (news !== "") say(news);
  news = "";
  // A screen reader begins at the new screen; a page that was only opened leaves it where it is.
  title.tabIndex = -1;
  if (!isFirst) title.focus({ preventScroll: true });
}

/**
 * What stands in the place of a screen that could not be made; nothing where log-in is on its way.
 *
 * @param {unknown} error
 * @returns {Parts | null}
 */
function broken(error) {
  if (isServiceError(error) && error.code === "SESSION_REFUSED") return null;
  return [
    element("h2", {}, "Not now"),
    element("p", {}, whatWentWrong(error, REFUSALS)),
    element("button", { type: "button", class: "main", on: { click: show } }, "Try again"),
  ];
}

beginStage();
addEventListener("hashchange", show);
show();

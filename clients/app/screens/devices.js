// Where a customer is logged in, and how that ends.
import { showUse } from "../../page/dates.js";
import { element } from "../../page/element.js";
import { action } from "../form.js";

/** @import { Schemas } from "../../typescript/dist/index.js" */
/** @import { App, Screen } from "../main.js" */

/** @type {Screen} */
export async function devices(app) {
  const sessions = await app.service.sessions();
  return [
    element("h2", {}, "Devices"),
    element("ul", { class: "devices" }, ...sessions.map((session) => device(app, session))),
    action("Sign out everywhere", async () => {
      await app.service.endAllSessions();
      app.go("log-in", "You are logged out on all devices.");
    }),
    element("p", { class: "other" }, element("a", { href: "#home" }, "Back")),
  ];
}

/** @param {App} app @param {Schemas["ListedSession"]} session */
function device(app, session) {
  const { id, device_name, is_current } = session;
  const signOut = async () => {
    await app.service.endSession(id);
    app.go("devices", `${device_name ?? "The device"} is logged out.`);
  };
  return element(
    "li",
    {},
    element("strong", {}, device_name ?? "A device without a name"),
    is_current && element("span", { class: "this" }, "This one"),
    element("span", {}, showUse(session)),
    !is_current && action("Sign out", signOut),
  );
}

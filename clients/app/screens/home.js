// What a customer sees who is logged in.
import { showDate, showTime } from "../../page/dates.js";
import { address, element } from "../../page/element.js";
import { action } from "../form.js";

/** @import { App, Screen } from "../main.js" */

/** @type {Screen} */
export async function home(app) {
  const me = await app.service.me();
  const name = me.account?.account_owner?.first_name ?? me.udf_string_1;
  return [
    element("h2", {}, name ? `Hello, ${name}` : "Hello"),
    element(
      "div",
      { class: "card" },
      element("span", { class: "card-name" }, "Company ZX"),
      element("span", { class: "card-number" }, me.number),
      element("span", { class: "card-of" }, address(me.identifier)),
      me.verified_date && element("span", { class: "card-since" }, `Since ${showDate(me.verified_date)}`),
    ),
    till(app),
    element(
      "nav",
      { "aria-label": "Your account" },
      element(
        "ul",
        { class: "menu" },
        entry("details", "Personal details", "Your name and your pass code"),
        entry("devices", "Devices", "Where you are logged in"),
      ),
    ),
    action("Log out", async () => {
      const isToldSo = await app.service.logOut();
      const notReached = "You are logged out on this device. The service was not reached.";
      app.go("log-in", isToldSo ? "You are logged out." : notReached);
    }),
  ];
}

/** Leads to another screen. @param {string} screen @param {string} title @param {string} says */
function entry(screen, title, says) {
  const link = element("a", { href: `#${screen}` }, element("strong", {}, title), element("span", {}, says));
  return element("li", {}, link);
}

/** The code by which a till knows the customer: it logs nobody in. @param {App} app */
function till(app) {
  const shown = element("p", { class: "till", role: "status" });
  const show = action("Show at the till", async () => {
    const { one_time_password, expiration_date } = await app.service.codeForTill();
    shown.replaceChildren(
      element("strong", {}, one_time_password.replace(/(\d{4})(\d{4})/, "$1 $2")),
      ` Once, until ${showTime(expiration_date)}.`,
    );
  });
  return element("div", {}, show, shown);
}

// What a customer sees who is logged in.
import { address, element, showDate, showTime } from "../elements.js";
import { action } from "../form.js";

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
        [
          ["details", "Personal details", "Your name and your pass code"],
          ["devices", "Devices", "Where you are logged in"],
        ].map(([screen, title, says]) =>
          element("li", {}, element("a", { href: `#${screen}` }, element("strong", {}, title), element("span", {}, says))),
        ),
      ),
    ),
    action("Log out", async () => {
      const isToldSo = await app.service.logOut();
      app.go("log-in", isToldSo ? "You are logged out." : "You are logged out on this device. The service was not reached.");
    }),
  ];
}

/** The code by which a till knows the customer: it logs nobody in. */
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

// Where a customer is logged in, and how that ends.
import { element, showDate } from "../elements.js";
import { action } from "../form.js";

export async function devices(app) {
  const sessions = await app.service.sessions();
  const device = ({ id, device_name, created, last_refreshed, is_current }) =>
    element(
      "li",
      {},
      element("strong", {}, device_name ?? "A device without a name"),
      is_current && element("span", { class: "this" }, "This one"),
      element("span", {}, `Logged in ${showDate(created)}${last_refreshed ? `, in use ${showDate(last_refreshed)}` : ""}`),
      is_current
        ? null
        : action("Sign out", async () => {
            await app.service.endSession(id);
            app.go("devices", `${device_name ?? "The device"} is logged out.`);
          }),
    );
  return [
    element("h2", {}, "Devices"),
    element("ul", { class: "devices" }, sessions.map(device)),
    action("Sign out everywhere", async () => {
      await app.service.endAllSessions();
      app.go("log-in", "You are logged out on all devices.");
    }),
    element("p", { class: "other" }, element("a", { href: "#home" }, "Back")),
  ];
}

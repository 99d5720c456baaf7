// A place for what follows from a choice, where the service has to be asked first.
import { latestOnly } from "./asking.js";
import { element } from "./element.js";
import { whatWentWrong } from "./words.js";

/** @import { WordsByCode } from "./words.js" */

/**
 * What is chosen last stands there, whichever answer comes first. Until it comes nothing does: no form stands under the
 * name of another choice.
 *
 * @param {Element} first
 * @param {WordsByCode} [refusals]
 */
export function changing(first, refusals) {
  const place = element("div", {}, first);
  const begin = latestOnly();
  /** @param {Promise<Element>} asked */
  async function show(asked) {
    const isLatest = begin();
    place.replaceChildren();
    const made = await asked.catch((error) =>
      element("p", { class: "wrong", role: "alert" }, whatWentWrong(error, refusals)),
    );
    if (isLatest()) place.replaceChildren(made);
  }
  return { place, show };
}

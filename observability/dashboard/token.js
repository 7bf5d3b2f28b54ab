// Asks for the API's token. It is kept until the tab is closed.
import { ask } from "./dialogs.js";

/** The token that somebody types; nothing if nobody does. */
export function promptForToken(why) {
  return new Promise((resolve) => {
    let given;
    const dialog = ask({
      title: "Token",
      says: why,
      fields: [{ name: "token", label: "Token", type: "password", hint: "It stays in this tab until that is closed." }],
      wrong: ({ token }) => (token ? {} : { token: "It is empty." }),
      verb: "Use",
      run: async ({ token }) => void (given = token),
    });
    dialog.addEventListener("close", () => resolve(given));
  });
}

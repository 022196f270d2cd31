/** Over ssh a user is a part of the address (`git@host`); over the web it is half a login, or a token alone. */
const loginForms = [/\bhttps?:[\\/]*[^\s\\/?#]*@/i, /\b[a-z][a-z0-9+.-]*:\/\/[^\s\\/?#@]*:[^\s\\/?#]*@/i];

/** Whether an address in a text carries a password, a token or the user name of a web address. */
export function carriesLogin(text: string): boolean {
  return loginForms.some((form) => form.test(text));
}

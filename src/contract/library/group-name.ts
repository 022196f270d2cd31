// Without a schema, which the window does not load at its start: that stands in optional-groups.ts.

/** What the name of an optional group looks like. */
export const groupNameForm = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/iu;

/** Its most characters, and the most groups that are named at once. */
export const maxGroupName = 100;
export const mostGroups = 50;

// What a class keeps for itself has a name with `#`, which nobody outside can read. The words `private` and `protected` only ask for that.

const noPrivateWord = {
  meta: {
    type: 'suggestion',
    messages: { word: 'Name it with # instead of calling it {{word}}.' },
    schema: [],
  },
  create: (context) => ({
    ':matches([accessibility="private"], [accessibility="protected"])': (node) =>
      context.report({ node, messageId: 'word', data: { word: node.accessibility } }),
  }),
};

// A fixed set of values is a union of strings. Without enums, eslint.config.js does without the rule for them, which takes a tenth of the time of all.
const noEnum = {
  meta: {
    type: 'suggestion',
    messages: { union: 'Write a union of strings instead of an enum.' },
    schema: [],
  },
  create: (context) => ({ TSEnumDeclaration: (node) => context.report({ node, messageId: 'union' }) }),
};

/** The rules for private members, and against enums, in these files. @param {readonly string[]} files */
export function privateNames(files) {
  return {
    files: [...files],
    plugins: { names: { rules: { 'no-private-word': noPrivateWord, 'no-enum': noEnum } } },
    rules: { 'names/no-private-word': 'error', 'names/no-enum': 'error' },
  };
}

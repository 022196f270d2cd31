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

/** The rule for private members in these files. @param {readonly string[]} files */
export function privateNames(files) {
  return {
    files: [...files],
    plugins: { names: { rules: { 'no-private-word': noPrivateWord } } },
    rules: { 'names/no-private-word': 'error' },
  };
}

import { defaultSchema, type Options } from 'rehype-sanitize';

/** Elements that load what they name, or have no meaning without it. */
const loading = new Set(['picture', 'source']);

/** Attributes that mean something in a text; the default has those of forms and of an older web as well. */
const everywhere = ['align', 'alt', 'colSpan', 'dir', 'lang', 'open', 'rowSpan', 'start', 'title'];

/**
 * What is left of the HTML in a text of somebody else: what Markdown can say, tables and folded parts. No name or id, by which a text
 * could pass for a part of the window, no style, no field; of what is thrown out only the text inside stays, and of code not even that.
 */
export const markdownSchema: Options = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => !loading.has(name)),
  attributes: {
    ...Object.fromEntries(
      Object.entries(defaultSchema.attributes ?? {}).map(([name, allowed]) => [
        name,
        allowed.filter((one) => Array.isArray(one)),
      ]),
    ),
    a: ['href'],
    img: ['src'],
    '*': everywhere,
  },
  protocols: { href: ['http', 'https'], src: ['http', 'https'] },
  strip: [
    'script',
    'style',
    'template',
    'iframe',
    'object',
    'embed',
    'svg',
    'math',
    'noscript',
    'head',
    'title',
    'textarea',
    'select',
  ],
};

import type { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema, type Options } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { resolveLink } from './markdown-links';

/** Elements that load what they name, or have no meaning without it. */
const loading = new Set(['picture', 'source']);

/** Attributes that mean something in a text; the default has those of forms and of an older web as well. */
const everywhere = ['align', 'alt', 'colSpan', 'dir', 'lang', 'open', 'rowSpan', 'start', 'title'];

/**
 * What is left of the HTML in a text of somebody else: what Markdown can say, tables and folded parts. No name or id, by which a text
 * could pass for a part of the window, no style, no field; of what is thrown out only the text inside stays, and of code not even that.
 */
const markdownSchema: Options = {
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

/** What a text says, as elements of HTML. */
export type MarkdownTree = Parameters<typeof toJsxRuntime>[0];

/** Long readmes have three thousand. */
const mostNodes = 10_000;
/** Real readmes are ten or fifteen deep; what shows them calls itself for every level. */
const mostDepth = 100;

// Readmes write their heads, tables and folded parts in HTML; what is left of it after the last is what Markdown could have said.
const reader = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize, markdownSchema)
  .freeze();

/** Makes the addresses of a tree whole; false where there is more in it than a window shows. */
function settle(tree: MarkdownTree, linkBase: string | null): boolean {
  const open: [node: MarkdownTree, depth: number][] = [[tree, 0]];
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, depth] = next;
    count += 1;
    if (count > mostNodes || depth > mostDepth) return false;
    delete node.position;
    if (node.type === 'element') {
      const { href, src } = node.properties;
      if (typeof href === 'string') node.properties['href'] = resolveLink(href, linkBase);
      if (typeof src === 'string') node.properties['src'] = resolveLink(src, linkBase);
    }
    if ('children' in node) for (const child of node.children) open.push([child, depth + 1]);
  }
  return true;
}

/**
 * What Markdown of somebody else says, cleaned, with whole addresses; null for a text that is made to be costly, not to be read. It can take any time and memory:
 * the window asks a worker for it (`markdown-worker.ts`), which it ends.
 */
export function readMarkdown(text: string, linkBase: string | null): MarkdownTree | null {
  try {
    const tree = reader.runSync(reader.parse(text));
    return settle(tree, linkBase) ? tree : null;
  } catch {
    // Parsers call themselves for every level, and the stack ends.
    return null;
  }
}

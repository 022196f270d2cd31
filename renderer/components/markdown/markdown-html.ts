/** What of a Markdown tree matters here; the tree is an `mdast` one. */
export interface MarkdownNode {
  type: string;
  value?: string;
  url?: string;
  alt?: string;
  depth?: number;
  children?: MarkdownNode[];
}

const silent = new Set(['SCRIPT', 'STYLE', 'IFRAME', 'OBJECT', 'EMBED', 'SVG', 'TEMPLATE', 'NOSCRIPT', 'HEAD']);
const blocks = new Set([
  ...['P', 'DIV', 'DETAILS', 'SUMMARY', 'CENTER', 'TABLE', 'THEAD', 'TBODY', 'TR', 'UL', 'OL', 'LI', 'SECTION'],
  ...['ARTICLE', 'HEADER', 'FOOTER', 'BLOCKQUOTE', 'PRE', 'FIGURE', 'PICTURE', 'HR', 'BODY'],
]);

function isBlock(element: Element): boolean {
  return blocks.has(element.tagName) || /^H[1-6]$/u.test(element.tagName);
}

function readText({ textContent }: Node): MarkdownNode[] {
  const value = textContent?.replace(/\s+/gu, ' ') ?? '';
  return value === '' ? [] : [{ type: 'text', value }];
}

/** Elements within a line that mean something; of all others the content counts. */
const inline: Readonly<Record<string, (element: Element, children: MarkdownNode[]) => MarkdownNode>> = {
  IMG: (element) => ({ type: 'image', url: element.getAttribute('src') ?? '', alt: element.getAttribute('alt') ?? '' }),
  BR: () => ({ type: 'break' }),
  A: (element, children) => ({ type: 'link', url: element.getAttribute('href') ?? '', children }),
  B: (_element, children) => ({ type: 'strong', children }),
  STRONG: (_element, children) => ({ type: 'strong', children }),
};

function readInline(node: Node): MarkdownNode[] {
  if (node.nodeType === Node.TEXT_NODE) return readText(node);
  if (!(node instanceof Element) || silent.has(node.tagName.toUpperCase())) return [];
  const children = [...node.childNodes].flatMap(readInline);
  const made = inline[node.tagName]?.(node, children);
  return made === undefined ? children : [made];
}

function isBlank(nodes: readonly MarkdownNode[]): boolean {
  return nodes.every(({ type, value }) => type === 'break' || (type === 'text' && (value ?? '').trim() === ''));
}

/** A block as paragraphs: the blocks in it one by one, and what stands between them. */
function readBlock(element: Element): MarkdownNode[] {
  if (silent.has(element.tagName.toUpperCase())) return [];
  const heading = /^H([1-6])$/u.exec(element.tagName);
  const found: MarkdownNode[] = [];
  let line: MarkdownNode[] = [];
  const endLine = (): void => {
    const shape = heading ? { type: 'heading', depth: Number(heading[1]) } : { type: 'paragraph' };
    if (!isBlank(line)) found.push({ ...shape, children: line });
    line = [];
  };
  for (const child of element.childNodes) {
    if (child instanceof Element && isBlock(child)) {
      endLine();
      found.push(...readBlock(child));
    } else line.push(...readInline(child));
  }
  endLine();
  return found;
}

/** A document that belongs to no window: nothing in it runs and nothing is loaded. */
function parse(html: string): HTMLElement {
  return new DOMParser().parseFromString(html, 'text/html').body;
}

const ofBlocks = new Set(['root', 'blockquote', 'listItem', 'footnoteDefinition']);

/**
 * A remark plugin: puts Markdown in the place of raw HTML. Readmes write their heads in HTML, and showing that as code, or not at all,
 * would lose what they say; showing it as HTML would trust them. What it makes is sanitised like everything else.
 */
export function htmlToMarkdown(): (tree: MarkdownNode) => void {
  const visit = (node: MarkdownNode): void => {
    if (node.children === undefined) return;
    node.children = node.children.flatMap((child): MarkdownNode[] => {
      if (child.type !== 'html') return [child];
      const body = parse(child.value ?? '');
      return ofBlocks.has(node.type) ? readBlock(body) : readInline(body);
    });
    node.children.forEach(visit);
  };
  return visit;
}

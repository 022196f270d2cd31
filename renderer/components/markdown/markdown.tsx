import { ExternalLink, ImageOff, Square, SquareCheck } from 'lucide-react';
import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import { createContext, type JSX, memo, type MouseEvent, type ReactNode, useContext, useMemo } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import { anchorOf, readAnchor } from './markdown-links';
import type { MarkdownTree } from './markdown-tree';

interface MarkdownSurroundings {
  /** Opens an http address outside of the window. */
  onOpen: (url: string) => void;
  /** What stands in the place of a picture: its own words, and that it is not loaded. */
  imageLabel: (alt: string) => string;
  isInLink: boolean;
}

const Surroundings = createContext<MarkdownSurroundings>({
  onOpen: () => undefined,
  imageLabel: (alt) => alt,
  isInLink: false,
});

function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (Array.isArray(node)) return node.map((part: ReactNode) => textOf(part)).join('');
  const isElement = typeof node === 'object' && node !== null && 'props' in node;
  return isElement ? textOf((node.props as { children?: ReactNode }).children) : '';
}

/** Brings a heading of the same text into view; its own id could be that of something else in the window. */
function showAnchor(link: Element, anchor: string): void {
  const heading = [...(link.closest('[data-markdown]')?.querySelectorAll('[data-anchor]') ?? [])].find(
    (one) => one.getAttribute('data-anchor') === anchor.toLowerCase(),
  );
  heading?.scrollIntoView({ block: 'start' });
}

function MarkdownLink({ href = '', children }: { href?: string; children?: ReactNode }) {
  const around = useContext(Surroundings);
  if (href === '') return <span className="text-soft">{children}</span>;
  const open = (event: MouseEvent): void => {
    event.preventDefault();
    if (href.startsWith('#')) showAnchor(event.currentTarget, readAnchor(href));
    else around.onOpen(href);
  };
  return (
    <Surroundings value={{ ...around, isInLink: true }}>
      <a
        href={href}
        title={href}
        onClick={open}
        onAuxClick={(event) => event.preventDefault()}
        className="rounded-control break-words text-accent-text underline decoration-accent-border underline-offset-2 hover:decoration-current"
      >
        {children}
      </a>
    </Surroundings>
  );
}

/** Pictures are not loaded: their host would learn who looks. Their words stand for them, and lead there. */
function MarkdownImage({ src = '', alt = '' }: { src?: unknown; alt?: string }) {
  const { imageLabel, onOpen, isInLink } = useContext(Surroundings);
  const url = typeof src === 'string' ? src : '';
  const content = (
    <>
      <ImageOff aria-hidden size={11} className="shrink-0" />
      <span className="truncate">{imageLabel(alt)}</span>
    </>
  );
  const style =
    'inline-flex max-w-full items-center gap-1 rounded-control border border-border bg-panel px-1.5 align-bottom text-xs leading-5 text-muted';
  if (isInLink || url === '') return <span className={style}>{content}</span>;
  return (
    <button type="button" title={url} onClick={() => onOpen(url)} className={`${style} hover:text-text`}>
      {content}
      <ExternalLink aria-hidden size={11} className="shrink-0" />
    </button>
  );
}

const headingStyles = {
  h3: 'mt-5 mb-2 border-b border-border pb-1 text-lg leading-5 font-semibold first:mt-0',
  h4: 'mt-4 mb-1.5 text-base font-semibold',
  h5: 'mt-3 mb-1 text-base font-medium text-soft',
  h6: 'mt-3 mb-1 text-sm font-medium text-muted',
} as const;

/** Headings stand below those of the panel, whose own is of the second rank. */
function headingAs(Tag: keyof typeof headingStyles) {
  return function MarkdownHeading({ children }: { children?: ReactNode }) {
    return (
      <Tag data-anchor={anchorOf(textOf(children))} className={`${headingStyles[Tag]} break-words`}>
        {children}
      </Tag>
    );
  };
}

const box = 'max-w-full overflow-x-auto rounded-control border border-border bg-panel';

/** A part that can be wider than the panel scrolls by itself, with the keyboard as well. */
function MarkdownTable({ children }: { children?: ReactNode }) {
  return (
    <div tabIndex={0} role="group" className={`${box} my-2`}>
      <table className="w-full text-left text-sm [&_td]:border-t [&_td]:border-border [&_td]:px-2 [&_td]:py-1 [&_th]:px-2 [&_th]:py-1 [&_th]:font-medium">
        {children}
      </table>
    </div>
  );
}

/** What is folded opens by a click on its summary, so a picture in it is no button of its own. */
function MarkdownSummary({ children }: { children?: ReactNode }) {
  const around = useContext(Surroundings);
  return (
    <Surroundings value={{ ...around, isInLink: true }}>
      <summary className="rounded-control font-medium">{children}</summary>
    </Surroundings>
  );
}

type Components = { [Name in keyof JSX.IntrinsicElements]?: (props: JSX.IntrinsicElements[Name]) => ReactNode };

const components: Components = {
  a: ({ href, children }) => <MarkdownLink href={href}>{children}</MarkdownLink>,
  img: ({ src, alt }) => <MarkdownImage src={src} alt={alt} />,
  h1: headingAs('h3'),
  h2: headingAs('h4'),
  h3: headingAs('h5'),
  h4: headingAs('h6'),
  h5: headingAs('h6'),
  h6: headingAs('h6'),
  p: ({ children }) => <p className="my-2 break-words">{children}</p>,
  ul: ({ children }) => <ul className="my-2 list-disc pl-5 marker:text-faint">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="my-2 list-decimal pl-6 marker:text-faint">
      {children}
    </ol>
  ),
  // The box of a task stands in the place of the dot.
  li: ({ children, className }) => (
    <li className={`my-0.5 break-words ${className?.includes('task-list-item') === true ? '-ml-4 list-none' : ''}`}>
      {children}
    </li>
  ),
  blockquote: ({ children }) => (
    <blockquote className="my-2 border-l-2 border-border-strong pl-3 text-muted">{children}</blockquote>
  ),
  code: ({ children }) => (
    <code className="rounded-control bg-hover px-1 font-mono text-sm break-words">{children}</code>
  ),
  pre: ({ children }) => (
    <pre
      tabIndex={0}
      role="group"
      className={`${box} my-2 px-3 py-2 font-mono text-sm [&_code]:bg-transparent [&_code]:p-0`}
    >
      {children}
    </pre>
  ),
  details: ({ children, open }) => (
    <details open={open} className="my-2">
      {children}
    </details>
  ),
  summary: ({ children }) => <MarkdownSummary>{children}</MarkdownSummary>,
  table: ({ children }) => <MarkdownTable>{children}</MarkdownTable>,
  hr: () => <hr className="my-4 border-border" />,
  input: ({ checked }) =>
    checked ? (
      <SquareCheck aria-hidden size={13} className="mr-1 inline" />
    ) : (
      <Square aria-hidden size={13} className="mr-1 inline" />
    ),
};

interface MarkdownProps {
  /** What a text of somebody else says, cleaned (`readMarkdown`). */
  tree: MarkdownTree;
  onOpen: (url: string) => void;
  imageLabel: (alt: string) => string;
}

/** Markdown of somebody else, shown as text: nothing in it runs, nothing is loaded, links open outside. */
export const Markdown = memo(function Markdown({ tree, onOpen, imageLabel }: MarkdownProps) {
  const around = useMemo(() => ({ onOpen, imageLabel, isInLink: false }), [onOpen, imageLabel]);
  return (
    <Surroundings value={around}>
      <div data-markdown className="text-soft select-text">
        {toJsxRuntime(tree, { Fragment, jsx, jsxs, components, ignoreInvalidStyle: true })}
      </div>
    </Surroundings>
  );
});

import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { ModelRecord } from '../model-record';

/** One rectangle of the picture, in the units of its size. */
export interface DiskTile {
  /** Path of the file; null for what is gathered because it is too small to show. */
  key: string | null;
  name: string;
  type: string;
  sizeBytes: number;
  /** How many files it stands for. */
  count: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

type Leaf = Pick<DiskTile, 'key' | 'name' | 'type' | 'sizeBytes' | 'count'>;
interface Branch {
  children: (Branch | Leaf)[];
}

/** Files below this share of the whole are gathered by type. */
const leastShare = 0.004;
const paddingPx = 2;

function leafOf({ key, filename, type, file }: ModelRecord): Leaf {
  return { key, name: filename, type, sizeBytes: file?.size_bytes ?? 0, count: 1 };
}

function gather(type: string, small: readonly Leaf[]): Leaf[] {
  if (small.length < 2) return [...small];
  const sizeBytes = small.reduce((sum, leaf) => sum + leaf.sizeBytes, 0);
  return [{ key: null, name: type, type, sizeBytes, count: small.length }];
}

function groupByType(leaves: readonly Leaf[]): Branch {
  const leastBytes = leaves.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) * leastShare;
  const types = [...new Set(leaves.map(({ type }) => type))];
  const children = types.map((type) => {
    const own = leaves.filter((leaf) => leaf.type === type);
    const isShown = ({ sizeBytes }: Leaf): boolean => sizeBytes >= leastBytes;
    return {
      children: [
        ...own.filter(isShown),
        ...gather(
          type,
          own.filter((leaf) => !isShown(leaf)),
        ),
      ],
    };
  });
  return { children };
}

const isLeaf = (node: Branch | Leaf): node is Leaf => 'sizeBytes' in node;

/** What lies on disk as rectangles of the same proportion, types side by side: the largest first. Sizes in pixels. */
export function layOutDisk(records: readonly ModelRecord[], width: number, height: number): DiskTile[] {
  const leaves = records.filter(({ file }) => (file?.size_bytes ?? 0) > 0).map(leafOf);
  if (leaves.length === 0 || width <= 0 || height <= 0) return [];
  const root = hierarchy<Branch | Leaf>(groupByType(leaves), (node) => (isLeaf(node) ? null : node.children))
    .sum((node) => (isLeaf(node) ? node.sizeBytes : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const laid = treemap<Branch | Leaf>().tile(treemapSquarify).size([width, height]).paddingInner(paddingPx).round(true)(
    root,
  );
  return laid
    .leaves()
    .flatMap(({ data, x0, y0, x1, y1 }) =>
      isLeaf(data) ? [{ ...data, left: x0, top: y0, width: x1 - x0, height: y1 - y0 }] : [],
    );
}

import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import { oncePerFile, type ModelRecord } from '../model-record';

/** One rectangle of the picture, in the units of its size. */
export interface DiskTile {
  /** Path of the file; null for what is gathered because it is too small to show. */
  key: string | null;
  name: string;
  /** The group that it belongs to. */
  group: string;
  sizeBytes: number;
  /** How many files it stands for. */
  count: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

type Leaf = Pick<DiskTile, 'key' | 'name' | 'group' | 'sizeBytes' | 'count'>;
interface Branch {
  children: (Branch | Leaf)[];
}

/** Files below this share of the whole are gathered by group. */
const leastShare = 0.004;
const paddingPx = 2;

function leafOf({ key, filename, file }: ModelRecord, group: string): Leaf {
  return { key, name: filename, group, sizeBytes: file?.size_bytes ?? 0, count: 1 };
}

function gather(group: string, small: readonly Leaf[]): Leaf[] {
  if (small.length < 2) return [...small];
  const sizeBytes = small.reduce((sum, leaf) => sum + leaf.sizeBytes, 0);
  return [{ key: null, name: group, group, sizeBytes, count: small.length }];
}

function branchOut(leaves: readonly Leaf[]): Branch {
  const leastBytes = leaves.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) * leastShare;
  const groups = [...new Set(leaves.map(({ group }) => group))];
  const children = groups.map((group) => {
    const own = leaves.filter((leaf) => leaf.group === group);
    const isShown = ({ sizeBytes }: Leaf): boolean => sizeBytes >= leastBytes;
    return {
      children: [
        ...own.filter(isShown),
        ...gather(
          group,
          own.filter((leaf) => !isShown(leaf)),
        ),
      ],
    };
  });
  return { children };
}

const isLeaf = (node: Branch | Leaf): node is Leaf => 'sizeBytes' in node;

/** What lies on disk as rectangles of the same proportion, groups side by side: the largest first. Sizes in pixels. */
export function layOutDisk(
  records: readonly ModelRecord[],
  groupOf: (record: ModelRecord) => string,
  { width, height }: { width: number; height: number },
): DiskTile[] {
  const leaves = oncePerFile(records)
    .filter(({ file }) => (file?.size_bytes ?? 0) > 0)
    .map((record) => leafOf(record, groupOf(record)));
  if (leaves.length === 0 || width <= 0 || height <= 0) return [];
  const root = hierarchy<Branch | Leaf>(branchOut(leaves), (node) => (isLeaf(node) ? null : node.children))
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

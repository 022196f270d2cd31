import { z } from 'zod';
import { normaliseName } from '../packages/packages';
import type { FoundChange } from './found-change';

/** The installation report of pip, format version 1: what counts of it. */
const Report = z.object({
  install: z.array(
    z.object({
      is_direct: z.boolean().optional(),
      download_info: z.object({
        url: z.string(),
        subdirectory: z.string().optional(),
        vcs_info: z.object({ vcs: z.string(), commit_id: z.string() }).optional(),
      }),
      metadata: z.object({ name: z.string(), version: z.string(), requires_dist: z.array(z.string()).optional() }),
    }),
  ),
});

type Item = z.infer<typeof Report>['install'][number];

function addressOf({ is_direct: isDirect, download_info: { url, vcs_info: vcs, subdirectory } }: Item): string | null {
  if (isDirect !== true) return null;
  const part = subdirectory === undefined ? '' : `#subdirectory=${subdirectory}`;
  return vcs === undefined ? `${url}${part}` : `${vcs.vcs}+${url}@${vcs.commit_id}${part}`;
}

/** What `pip install --dry-run --report` wrote; null when it is of another form. Pure. */
export function readPipReport(json: unknown): readonly FoundChange[] | null {
  const parsed = Report.safeParse(json);
  if (!parsed.success) return null;
  return parsed.data.install.map((item) => ({
    name: normaliseName(item.metadata.name),
    version: item.metadata.version,
    address: addressOf(item),
    requires: item.metadata.requires_dist ?? [],
    url: item.download_info.url,
  }));
}

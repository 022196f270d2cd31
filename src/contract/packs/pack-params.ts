import { z } from 'zod';
import { PackageConsentParams, PipLine } from '../python/package-params';
import { NewPackRef, VersionRef, ManagerChannel, OptionalAddress, PackRef } from './pack-ref';
import { CatalogueMode } from '../settings';
import { MachinePath } from '../machine-path';
import { findPackNameProblem } from './pack-names';

export const InstallParams = z.object({
  ...PackageConsentParams.shape,
  id: NewPackRef,
  version: VersionRef,
  selected_version: VersionRef,
  mode: CatalogueMode,
  channel: ManagerChannel,
  repository: OptionalAddress,
  files: z.array(z.string().max(400)).nullish(),
  pip: z.array(PipLine).max(200).nullish(),
  skip_post_install: z.boolean().nullish(),
  ui_id: z.string().nullish(),
});
export type InstallParams = z.infer<typeof InstallParams>;

/** What becomes of files of a pack that a person has edited, in another version of it. */
export const EditedFiles = z
  .enum(['keep', 'carry', 'replace'])
  .describe(
    '`keep`: each is kept as a copy beside the new one. `carry`: the new one gets the edits where they apply cleanly, the others are kept as copies. `replace`: only the new ones are there.',
  );
export type EditedFiles = z.infer<typeof EditedFiles>;

export const UpdateParams = PackageConsentParams.extend({
  node_name: PackRef,
  node_ver: VersionRef.nullish(),
  /** Left out, edited files of a release are kept, and a clone that has some is not updated. */
  edited_files: EditedFiles.nullish(),
});
export type UpdateParams = z.infer<typeof UpdateParams>;

/** `node_ver` is required by the specification; the reference works without it, so do we. */
export const FixParams = PackageConsentParams.extend({ node_name: PackRef, node_ver: VersionRef.nullish() });
export type FixParams = z.infer<typeof FixParams>;

export const UninstallParams = z.object({ node_name: PackRef, is_unknown: z.boolean().default(false) });
export type UninstallParams = z.infer<typeof UninstallParams>;

export const DisableParams = z.object({ node_name: PackRef, is_unknown: z.boolean().default(false) });
export type DisableParams = z.infer<typeof DisableParams>;

export const EnableParams = PackageConsentParams.extend({ cnr_id: PackRef });
export type EnableParams = z.infer<typeof EnableParams>;

/** Parameters of kind `update-all`: one `update` task per registry or git pack. */
export const UpdateAllParams = z.object({ mode: CatalogueMode.nullish(), ui_id: z.string().max(200).nullish() });
export type UpdateAllParams = z.infer<typeof UpdateAllParams>;

/** Parameters of kind `install-archive`: a zip on this machine that holds one pack. */
export const InstallArchiveParams = z
  .object({
    path: MachinePath,
    /** Folder name below `custom_nodes`; left out, the archive says it. */
    name: z
      .string()
      .max(100)
      .refine(
        (name) => findPackNameProblem(name) === null && !/^[~-]/u.test(name),
        'That is no name for the folder of a pack.',
      )
      .nullish(),
  })
  .refine(({ path }) => /\.zip$/iu.test(path), { path: ['path'], error: 'An archive of a pack is a .zip file.' });
export type InstallArchiveParams = z.infer<typeof InstallArchiveParams>;

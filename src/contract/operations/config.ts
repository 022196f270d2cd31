import { z } from 'zod';
import { CatalogueMode, ConfigState, ManagerConfig, UpdatePolicy } from '../settings';
import { reads, changes, Nothing } from './shape';

/** The settings that stand in config.ini. */
export const configOperations = {
  'config.dbMode': reads(Nothing, z.object({ value: CatalogueMode })),
  'config.setDbMode': changes(z.object({ value: CatalogueMode }), Nothing, 'change-settings'),
  'config.updatePolicy': reads(Nothing, z.object({ value: UpdatePolicy })),
  'config.setUpdatePolicy': changes(z.object({ value: UpdatePolicy }), Nothing, 'change-settings'),
  'config.channels': reads(
    Nothing,
    z.object({ selected: z.string(), list: z.array(z.object({ name: z.string(), url: z.string() })) }),
  ),
  'config.setChannel': changes(z.object({ value: z.string().min(1).max(200) }), Nothing, 'change-settings'),
  'config.read': reads(Nothing, ConfigState),
  /** For the window alone: a person at this machine may change what the level forbids to everybody else. */
  'config.change': changes(z.object({ changes: ManagerConfig.partial().strict() }), ConfigState, 'change-own-settings'),
} as const;

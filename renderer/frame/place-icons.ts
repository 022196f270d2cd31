import {
  Activity,
  Bookmark,
  FileSearch,
  HardDrive,
  House,
  type LucideIcon,
  Package,
  Settings,
  Workflow,
} from 'lucide-react';
import type { Place } from '../navigation/location';

/** The picture of each place. */
export const placeIcons: Record<Place, LucideIcon> = {
  home: House,
  packs: Package,
  models: HardDrive,
  workflow: FileSearch,
  snapshots: Bookmark,
  comfyui: Workflow,
  activity: Activity,
  settings: Settings,
};

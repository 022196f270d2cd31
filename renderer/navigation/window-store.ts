import { create } from 'zustand';

/** What the dialog that installs from elsewhere starts with. */
export type InstallSource =
  { kind: 'git'; url: string } | { kind: 'archive'; path: string; name: string } | { kind: 'empty' };

/** What the question of a search for the pack that breaks ComfyUI starts with. */
export interface BisectWish {
  question: 'start' | 'pack' | 'web-ui';
  /** The pack that does not load, by its name below `custom_nodes`. */
  pack: string | null;
}

/** What a review of updates begins with: what was pressed is what is checked. */
export type ReviewWish = 'packs' | 'comfyui';

/** A set of packs as it is filled in. */
export interface ProfileDraft {
  name: string;
  /** Folders or files below `custom_nodes`. */
  packs: readonly string[];
  /** The saved workflow that they are of. */
  workflow: string | null;
  /** What it is called, where it is one that is kept. */
  former: string | null;
}

interface WindowStore {
  isPaletteOpen: boolean;
  isSheetOpen: boolean;
  /** Counts the wishes to type in the search of the place shown. */
  searchWishes: number;
  /** Counts the wishes to go on in the details that are open, or are about to open. */
  detailsWishes: number;
  /** The open dialog that installs from elsewhere; null while it is closed. */
  installSource: InstallSource | null;
  /** The open question what to search for; null while it is closed. */
  bisectWish: BisectWish | null;
  /** The list of kept sets of packs, or one of them as it is filled in; null while it is closed. */
  profilesWish: 'list' | ProfileDraft | null;
  /** The open review of updates; null while it is closed. */
  review: ReviewWish | null;
  /** Whether the dialog that installs ComfyUI from nothing is open. It belongs to no installation. */
  isSetupOpen: boolean;
}

/** What floats above the places. */
export const useWindow = create<WindowStore>(() => ({
  isPaletteOpen: false,
  isSheetOpen: false,
  searchWishes: 0,
  detailsWishes: 0,
  installSource: null,
  bisectWish: null,
  profilesWish: null,
  review: null,
  isSetupOpen: false,
}));

/** Opens or closes the command palette. */
export function showPalette(isPaletteOpen: boolean): void {
  useWindow.setState({ isPaletteOpen });
}

/** Opens or closes the sheet of shortcuts. */
export function showSheet(isSheetOpen: boolean): void {
  useWindow.setState({ isSheetOpen });
}

/** Puts the cursor into the search of the place shown. */
export function wishSearch(): void {
  useWindow.setState((state) => ({ searchWishes: state.searchWishes + 1 }));
}

/** Puts the focus on what the open details offer first. */
export function wishDetails(): void {
  useWindow.setState((state) => ({ detailsWishes: state.detailsWishes + 1 }));
}

/** Opens the dialog that installs a pack from a git address or an archive, wherever the person is. */
export function openInstallDialog(installSource: InstallSource): void {
  useWindow.setState({ installSource });
}

/** Closes it. */
export function closeInstallDialog(): void {
  useWindow.setState({ installSource: null });
}

/** Closes what is about the installation that was shown until now. */
export function closeInstallationDialogs(): void {
  useWindow.setState({ installSource: null, review: null, bisectWish: null, profilesWish: null });
}

/** Opens the review of updates, wherever the person is. */
export function openReview(review: ReviewWish): void {
  useWindow.setState({ review });
}

/** Closes it. */
export function closeReview(): void {
  useWindow.setState({ review: null });
}

/** Asks what is wrong with ComfyUI, for a search for the pack that breaks it. */
export function askBisect(question: BisectWish['question'] = 'start', pack: string | null = null): void {
  useWindow.setState({ bisectWish: { question, pack } });
}

/** Closes that question. */
export function closeBisect(): void {
  useWindow.setState({ bisectWish: null });
}

/** Shows the kept sets of packs. */
export function showProfiles(): void {
  useWindow.setState({ profilesWish: 'list' });
}

/** Fills a set of packs in, which is kept already where it has a former name. */
export function editProfile(draft: ProfileDraft): void {
  useWindow.setState({ profilesWish: draft });
}

/** Fills a new set of packs in, with what is known of it already. */
export function newProfile(known: Partial<Pick<ProfileDraft, 'name' | 'packs'>> = {}): void {
  editProfile({ name: '', packs: [], workflow: null, former: null, ...known });
}

/** Closes either. */
export function closeProfiles(): void {
  useWindow.setState({ profilesWish: null });
}

/** Opens or closes the dialog that installs ComfyUI from nothing. */
export function showSetup(isSetupOpen: boolean): void {
  useWindow.setState({ isSetupOpen });
}

import { create } from 'zustand';

/** What the dialog that installs from elsewhere starts with. */
export type InstallSource =
  { kind: 'git'; url: string } | { kind: 'archive'; path: string; name: string } | { kind: 'empty' };

/** What the question of a search for the pack that breaks ComfyUI starts with. */
export interface BisectRequest {
  question: 'start' | 'pack' | 'web-ui';
  /** The pack that does not load, by its name below `custom_nodes`. */
  pack: string | null;
}

/** What a review of updates begins with: what was pressed is what is checked. */
export type ReviewRequest = 'packs' | 'comfyui';

/** The packs of a lean start as they are chosen. */
export interface LeanDraft {
  /** What they are chosen for; empty where they are chosen by hand. */
  name: string;
  /** Folders or files below `custom_nodes`. */
  packs: readonly string[];
}

interface WindowStore {
  isPaletteOpen: boolean;
  isSheetOpen: boolean;
  /** Counts the requests to type in the search of the place shown. */
  searchRequests: number;
  /** Counts the requests to go on in the details that are open, or are about to open. */
  detailsRequests: number;
  /** The open dialog that installs from elsewhere; null while it is closed. */
  installSource: InstallSource | null;
  /** The open question what to search for; null while it is closed. */
  bisectRequest: BisectRequest | null;
  /** What the choice of packs for a start begins with; null while it is closed. */
  leanRequest: LeanDraft | null;
  /** The open review of updates; null while it is closed. */
  review: ReviewRequest | null;
  /** Whether the dialog that installs ComfyUI from nothing is open. It belongs to no installation. */
  isSetupOpen: boolean;
  /** What the dialog that connects to another machine starts with; null while it is closed. It belongs to no installation. */
  connectAddress: string | null;
}

/** What floats above the places. */
export const useWindow = create<WindowStore>(() => ({
  isPaletteOpen: false,
  isSheetOpen: false,
  searchRequests: 0,
  detailsRequests: 0,
  installSource: null,
  bisectRequest: null,
  leanRequest: null,
  review: null,
  isSetupOpen: false,
  connectAddress: null,
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
export function requestSearch(): void {
  useWindow.setState((state) => ({ searchRequests: state.searchRequests + 1 }));
}

/** Puts the focus on what the open details offer first. */
export function requestDetails(): void {
  useWindow.setState((state) => ({ detailsRequests: state.detailsRequests + 1 }));
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
  useWindow.setState({ installSource: null, review: null, bisectRequest: null, leanRequest: null });
}

/** Opens the review of updates, wherever the person is. */
export function openReview(review: ReviewRequest): void {
  useWindow.setState({ review });
}

/** Closes it. */
export function closeReview(): void {
  useWindow.setState({ review: null });
}

/** Asks what is wrong with ComfyUI, for a search for the pack that breaks it. */
export function askBisect(question: BisectRequest['question'] = 'start', pack: string | null = null): void {
  useWindow.setState({ bisectRequest: { question, pack } });
}

/** Closes that question. */
export function closeBisect(): void {
  useWindow.setState({ bisectRequest: null });
}

/** Asks which packs ComfyUI is to be started with, from those that are known already. */
export function chooseLean(known: LeanDraft | null = null): void {
  useWindow.setState({ leanRequest: known ?? { name: '', packs: [] } });
}

/** Closes that choice. */
export function closeLean(): void {
  useWindow.setState({ leanRequest: null });
}

/** Opens or closes the dialog that installs ComfyUI from nothing. */
export function showSetup(isSetupOpen: boolean): void {
  useWindow.setState({ isSetupOpen });
}

/** Opens the dialog that connects to another machine, with what is known of its address; null closes it. */
export function showConnect(connectAddress: string | null): void {
  useWindow.setState({ connectAddress });
}

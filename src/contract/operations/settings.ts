import { z } from 'zod';
import { Preferences, PreferencesView } from '../preferences';
import { ApiTokenState, SettingState, TokenAccount, TokenState } from '../settings';
import { reads, acts, Nothing } from './shape';

/** What is known of the tokens, and whether the system can encrypt what is stored. */
const TokenStates = z.object({ tokens: z.array(TokenState), isEncrypted: z.boolean() });

/** The settings, tokens and preferences of the app. */
export const settingsOperations = {
  /** `isDemo`: the demo is shown, which has hosts and a Python of its own; these are the person's. */
  'settings.read': reads(Nothing, z.object({ settings: z.array(SettingState), isDemo: z.boolean() })),
  /** `value` null: back to the default. Throws `invalid-input`, and then nothing is stored. */
  'settings.change': acts(
    z.object({ name: z.string().min(1).max(100), value: z.string().max(8000).nullable() }),
    SettingState,
  ),
  'tokens.read': reads(Nothing, TokenStates),
  /** `unprotected`: where the system cannot encrypt, store it as it is; else it is kept until the app ends. */
  'tokens.set': acts(
    z.object({ account: TokenAccount, token: z.string().min(1).max(2000), unprotected: z.boolean().default(false) }),
    TokenStates,
  ),
  'tokens.remove': acts(z.object({ account: TokenAccount }), TokenStates),
  'apiToken.read': reads(Nothing, ApiTokenState),
  /** In the place of any other. It is told this once. */
  'apiToken.make': acts(Nothing, z.object({ token: z.string(), setAt: z.string() })),
  'apiToken.revoke': acts(Nothing, ApiTokenState),
  'preferences.get': reads(Nothing, PreferencesView),
  /** What is left out stays. Throws `preference-refused` when the system does not take it. */
  'preferences.set': acts(Preferences.partial(), PreferencesView),
} as const;

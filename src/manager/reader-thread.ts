import { archiveProof } from '../base/archives/archive';
import { serveReadings } from '../base/beside/serve-readings';
import { modelHeader } from './models/ledger/headers/model-headers';
import { snapshotDocument } from './snapshots/import-document';
import { savedContent, workflowContent, workflowInFile } from './workflows/workflow-readings';
import { pathsText } from './models/places/extra-paths';
import { sharedAddition, sharedListing, sharedRemoval } from './models/places/shared-sections';

// The program of the thread that reads what strangers made (src/base/beside): every kind of reading that there is.
serveReadings([
  ...[modelHeader, archiveProof, snapshotDocument],
  ...[pathsText, sharedListing, sharedAddition, sharedRemoval],
  ...[workflowContent, savedContent, workflowInFile],
]);

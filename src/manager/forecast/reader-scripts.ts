import budget from './reader/budget.py?raw';
import definitions from './reader/definitions.py?raw';
import mappings from './reader/mappings.py?raw';
import modules from './reader/modules.py?raw';
import nodeClasses from './reader/nodeclasses.py?raw';
import reader from './reader/reader.py?raw';
import references from './reader/references.py?raw';
import schemas from './reader/schemas.py?raw';
import sockets from './reader/sockets.py?raw';

/** The Python files of the reader, by the names that they have in one folder; `reader.py` is the one that is started. */
export const readerScripts = {
  'budget.py': budget,
  'definitions.py': definitions,
  'mappings.py': mappings,
  'modules.py': modules,
  'nodeclasses.py': nodeClasses,
  'reader.py': reader,
  'references.py': references,
  'schemas.py': schemas,
  'sockets.py': sockets,
} as const;

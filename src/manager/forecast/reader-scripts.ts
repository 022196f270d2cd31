import calls from './reader/calls.py?raw';
import definitions from './reader/definitions.py?raw';
import evaluate from './reader/evaluate.py?raw';
import expressions from './reader/expressions.py?raw';
import folders from './reader/folders.py?raw';
import followed from './reader/followed.py?raw';
import library from './reader/library.py?raw';
import mappings from './reader/mappings.py?raw';
import methods from './reader/methods.py?raw';
import modules from './reader/modules.py?raw';
import nodeClasses from './reader/nodeclasses.py?raw';
import objects from './reader/objects.py?raw';
import reader from './reader/reader.py?raw';
import references from './reader/references.py?raw';
import schemas from './reader/schemas.py?raw';
import sockets from './reader/sockets.py?raw';
import values from './reader/values.py?raw';

/** The Python files of the reader, by the names that they have in one folder; `reader.py` is the one that is started. */
export const readerScripts = {
  'calls.py': calls,
  'definitions.py': definitions,
  'evaluate.py': evaluate,
  'expressions.py': expressions,
  'folders.py': folders,
  'followed.py': followed,
  'library.py': library,
  'mappings.py': mappings,
  'methods.py': methods,
  'modules.py': modules,
  'nodeclasses.py': nodeClasses,
  'objects.py': objects,
  'reader.py': reader,
  'references.py': references,
  'schemas.py': schemas,
  'sockets.py': sockets,
  'values.py': values,
} as const;

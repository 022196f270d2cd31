const formsAreRefused =
  'A content type that a form can send is 415 here; the reference answers 400 with a text. An empty body needs no type in either.';
const everyTypeIsRead =
  'A body of another type than `application/json` is 415 here; the reference reads JSON of every type.';

/**
 * How the reference judges the content type of a request, where that differs from our 415 (docs/reference/on-the-wire.md 11): the first eight take no body and
 * refuse what a form can send; the others read JSON whatever it is called, which lets a page of another site send it.
 */
const notes: Readonly<Record<string, string>> = {
  '/v2/manager/queue/start': formsAreRefused,
  '/v2/manager/queue/reset': formsAreRefused,
  '/v2/manager/queue/update_all': formsAreRefused,
  '/v2/manager/queue/update_comfyui': formsAreRefused,
  '/v2/snapshot/save': formsAreRefused,
  '/v2/snapshot/remove': formsAreRefused,
  '/v2/snapshot/restore': formsAreRefused,
  '/v2/manager/reboot': formsAreRefused,
  '/v2/manager/queue/task': everyTypeIsRead,
  '/v2/manager/queue/install_model': everyTypeIsRead,
  '/v2/customnode/import_fail_info': everyTypeIsRead,
  '/v2/customnode/import_fail_info_bulk': everyTypeIsRead,
  '/v2/comfyui_manager/comfyui_switch_version': everyTypeIsRead,
  '/v2/manager/db_mode': everyTypeIsRead,
  '/v2/manager/policy/update': everyTypeIsRead,
  '/v2/manager/channel_url_list': everyTypeIsRead,
};

/** What differs there, as a sentence; empty where nothing does. */
export function noteOfContentType(path: string): string {
  return notes[path] ?? '';
}

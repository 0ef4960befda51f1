// The service beside this page: requests, the access key, and errors as it words them.

const KEY = 'rasterflow-key';

/** Address of the API: the page is served as <root>map. */
export const root = new URL('./', location.href);

/** A refusal of the service: status, and the problem document's title, detail and errors. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? `The service answered ${status}.`);
    this.status = status;
    this.errors = problem?.errors ?? [];
  }
}

export function accessKey() {
  return sessionStorage.getItem(KEY) ?? '';
}

export function setAccessKey(value) {
  value ? sessionStorage.setItem(KEY, value) : sessionStorage.removeItem(KEY);
}

/** Headers that every request to the service carries. */
export function headers() {
  const key = accessKey();
  return key ? { 'x-functions-key': key } : {};
}

/** Address of one of a job's outputs. */
export function outputUrl(jobId, name) {
  return new URL(`jobs/${encodeURIComponent(jobId)}/outputs/${name}`, root).href;
}

/** Sends a request and returns the JSON that comes back. */
export async function request(path, { method = 'GET', body, signal } = {}) {
  const answer = await fetch(new URL(path, root), {
    method,
    signal,
    headers: { ...headers(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  let json = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    // Not every proxy in between answers in JSON: the status says enough.
  }
  if (!answer.ok) {
    throw new ApiError(answer.status, json);
  }
  return json;
}

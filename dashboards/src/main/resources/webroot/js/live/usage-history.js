/** A tenant's use over the last so many milliseconds, as `GET /tenants/{id}/usage` answers; fails with a sentence for people. */
export async function usageHistory(tenant, milliseconds, signal) {
  const address = new URL(`api/v1/tenants/${encodeURIComponent(tenant)}/usage`, document.baseURI);
  address.searchParams.set('from', new Date(Date.now() - milliseconds).toISOString());
  let response;
  try {
    response = await fetch(address, { cache: 'no-store', signal });
  } catch (problem) {
    throw signal.aborted ? problem : new Error('the controller does not answer', { cause: problem });
  }
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) {
    throw new Error(answer?.detail ?? `the controller answers ${response.status}`);
  }
  if (!Array.isArray(answer?.points)) {
    throw new Error('the answer of the controller cannot be read');
  }
  return answer;
}

/** Hands a text to the person as a file. */
export function download(name, type, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The document of a new job: the text is what counts, and the controls of the form each change one thing in it.

/** Keeps a text of JSON and those who follow it together. */
export class JobDocument {
  #followers = [];

  /** @param text a textarea */
  constructor(text, job) {
    this.text = text;
    text.addEventListener('input', () => this.#tell());
    this.#write(job);
  }

  /** The job that the text says; null while it is no JSON object. */
  get job() {
    try {
      const job = JSON.parse(this.text.value);
      return job !== null && typeof job === 'object' && !Array.isArray(job) ? job : null;
    } catch {
      return null;
    }
  }

  /** Calls a follower with the job now and after every change, by hand or by a control; with null when the text is no document. */
  follow(follower) {
    this.#followers.push(follower);
    follower(this.job);
  }

  /** Changes members, and leaves all others as they are. Returns false, and changes nothing, when the text is no document. */
  edit(change) {
    const { job } = this;
    if (!job) return false;
    change(job);
    this.#write(job);
    return true;
  }

  #write(job) {
    this.text.value = JSON.stringify(job, null, 2);
    this.#tell();
  }

  #tell() {
    const { job } = this;
    this.#followers.forEach((follower) => follower(job));
  }
}

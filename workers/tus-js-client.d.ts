import 'tus-js-client'

/** What the library exports under Node but its types leave out. */
declare module 'tus-js-client' {
  class FileUrlStorage implements UrlStorage {
    constructor(path: string)
    findAllUploads(): Promise<PreviousUpload[]>
    findUploadsByFingerprint(fingerprint: string): Promise<PreviousUpload[]>
    removeUpload(urlStorageKey: string): Promise<void>
    addUpload(fingerprint: string, upload: PreviousUpload): Promise<string>
  }
}

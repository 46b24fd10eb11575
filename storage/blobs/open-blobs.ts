import type { BlobsConfig } from '../config.ts'
import type { Blobs } from './blobs.ts'
import { openFolderBlobs } from './folder-blobs.ts'
import { openS3Blobs } from './s3-blobs.ts'

/** The blob store that the settings name. Throws when an S3 server cannot be reached or refuses the keys. */
export function openBlobs(config: BlobsConfig): Promise<Blobs> {
  return config.type === 'folder' ? Promise.resolve(openFolderBlobs(config.folder)) : openS3Blobs(config)
}

import type { EffectDriver, Tag } from '../effect.ts'

/**
 * An identity provider. Makes `application` (by unique name) and `redirect-uri` ("<application> <uri>").
 * Idempotent; another owner's application is refused with NAME_TAKEN.
 */
export interface Identity extends EffectDriver {
  /**
   * An app registration with a client secret. The secret never leaves the driver but through `readSecret`.
   * @throws Failure NAME_TAKEN, IDENTITY_FAILED
   */
  ensureApplication(request: ApplicationRequest, tag: Tag, signal: AbortSignal): Promise<Application>
  /**
   * Adds one redirect URI; any number may be added at once and none is lost.
   * @throws Failure RESOURCE_NOT_FOUND (no such application), IDENTITY_FAILED
   */
  addRedirectUri(application: string, uri: string, tag: Tag, signal: AbortSignal): Promise<void>
  /**
   * The application's client secret, opened for one who may read it.
   * @throws Failure RESOURCE_NOT_FOUND, SECRET_UNREADABLE
   */
  readSecret(application: string, signal: AbortSignal): Promise<string>
}

export interface ApplicationRequest {
  /** Unique name, and display name. */
  readonly application: string
  readonly redirectUris: readonly string[]
}

export interface Application {
  readonly client_id: string
  readonly tenant_id: string
}

/** As whom Slipway signs in to Microsoft's cloud. */
export interface AzureAccount {
  readonly tenantId: string
  readonly clientId: string
  /** Of the sign-in, without a slash at its end. */
  readonly authorityHost: string
  /** A secret, or PEM of a certificate and its private key. */
  readonly credential:
    { readonly kind: 'secret'; readonly secret: string } | { readonly kind: 'certificate'; readonly pem: string }
}

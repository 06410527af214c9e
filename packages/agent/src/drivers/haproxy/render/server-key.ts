/** How runtime commands name a server. */
export const serverKey = (server: { readonly backend: string; readonly name: string }): string =>
  `${server.backend}/${server.name}`;

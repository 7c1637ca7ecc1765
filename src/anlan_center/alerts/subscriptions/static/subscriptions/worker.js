// Shows a warning, or a letter on the subscription, that comes while no page is open. The message is JSON: title, body,
// url, tag, lang, and replaces: the tags of earlier messages that it takes the place of.
self.addEventListener("push", (event) => {
  const said = event.data?.json() ?? {};
  const show = async () => {
    for (const tag of said.replaces ?? []) {
      for (const old of await self.registration.getNotifications({ tag })) old.close();
    }
    await self.registration.showNotification(said.title ?? "", {
      body: said.body ?? "", lang: said.lang ?? "", tag: said.tag, requireInteraction: true,
      data: { url: said.url || new URL("../public/", self.registration.scope).href },
    });
  };
  event.waitUntil(show());
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.url));
});

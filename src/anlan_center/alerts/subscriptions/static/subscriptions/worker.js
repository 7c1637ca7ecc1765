// Shows a warning that comes while no page is open. The message is JSON: title, body, url, tag.
self.addEventListener("push", (event) => {
  const said = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(said.title ?? "", {
    body: said.body ?? "", data: { url: said.url ?? "/public/" }, tag: said.tag, requireInteraction: true,
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.url));
});

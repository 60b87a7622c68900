// The time zone of the browser, as a guess that the person can change; only where nothing was chosen before.
(() => {
  const select = document.getElementById('timezone');
  if (!select || select.dataset.guess === undefined) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const option = [...select.options].find((o) => o.value === zone);
  if (option) select.value = zone;
})();

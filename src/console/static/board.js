// The board of queues draws buttons as icons alone: here each gets its name, for whoever hears the page instead of seeing it.
'use strict';

(() => {
  const NAMES = {
    maximize: 'Pantalla completa',
    minimize: 'Salir de la pantalla completa',
    settings: 'Ajustes del tablero',
    'circle-user': 'Volver a la consola y otros enlaces',
    'ellipsis-vertical': 'Más acciones',
    files: 'Duplicar el trabajo',
    pencil: 'Editar el trabajo',
    'trash-2': 'Descartar el trabajo',
    copy: 'Copiar',
    'rotate-ccw': 'Reintentar el trabajo',
    'rotate-cw': 'Reintentar el trabajo',
    'refresh-cw': 'Reintentar el trabajo',
    menu: 'Menú',
    x: 'Cerrar',
  };

  // What is seen of a button, and not what the width of the window hides.
  const seenIn = (button) => button.innerText.trim();
  const nameOf = (button) => {
    const icons = [...(button.querySelector('svg')?.classList ?? [])].map((one) => one.replace('lucide-', ''));
    return button.textContent.trim() || (NAMES[icons.find((one) => Object.hasOwn(NAMES, one))] ?? 'Acción');
  };
  const nameAll = () => {
    for (const button of document.querySelectorAll('button, a[role="button"]')) {
      const [seen, told] = [seenIn(button), button.getAttribute('aria-label') ?? button.title];
      if (told === '' && seen === '') button.setAttribute('aria-label', nameOf(button));
      // Who speaks to the page says what they see.
      else if (told !== '' && !told.includes(seen)) button.setAttribute('aria-label', `${seen}: ${told}`);
    }
    for (const field of document.querySelectorAll('input[placeholder]:not([aria-label])')) field.setAttribute('aria-label', field.placeholder);
    // The mark beside the title says nothing that the title does not.
    for (const picture of document.querySelectorAll('svg[role="img"]:not([aria-label])')) {
      picture.removeAttribute('role');
      picture.setAttribute('aria-hidden', 'true');
    }
    for (const wide of document.querySelectorAll('[class*="tableScroll"]')) wide.tabIndex = 0;
  };

  new MutationObserver(nameAll).observe(document.documentElement, { childList: true, subtree: true });
  nameAll();
})();

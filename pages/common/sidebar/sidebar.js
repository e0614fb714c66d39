/**
 * Closes the sidebar on a narrow screen once a page has been chosen there: Streamlit leaves it open,
 * over the page that was asked for. It draws nothing.
 */

const NARROW = "(max-width: 767px)";
const OPEN = '[data-testid="stSidebar"][aria-expanded="true"]';
const CLOSE = '[data-testid="stSidebarCollapseButton"] button';

let shown = null;

export default function ({ data }) {
  if (shown !== null && shown !== data.page && matchMedia(NARROW).matches) {
    document.querySelector(OPEN)?.querySelector(CLOSE)?.click();
  }
  shown = data.page;
}

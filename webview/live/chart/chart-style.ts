import { css } from 'lit';

export const chartStyle = css`
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 4px;
    margin: 0 0 4px;
    padding: 0;
    list-style: none;
  }
  .legend button {
    display: flex;
    align-items: center;
    gap: 6px;
    max-width: 20em;
  }
  .legend .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .legend button[aria-pressed='true'] {
    background: none;
    color: inherit;
    border-color: transparent;
  }
  .legend button[aria-pressed='false'] {
    opacity: 0.5;
    text-decoration: line-through;
  }
  .swatch {
    flex: none;
    width: 14px;
    height: 3px;
  }
  .legend .swatch {
    height: 0;
    border-top: 3px solid;
  }
  .bars {
    display: grid;
    grid-template-columns: fit-content(16em) minmax(0, 1fr) max-content;
    gap: 3px 10px;
    align-items: center;
    align-content: start;
    max-width: 760px;
    max-height: 420px;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 2px 4px;
  }
  .bars .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    text-align: end;
  }
  .bars .track {
    position: relative;
    height: 14px;
  }
  .bars .fill {
    position: absolute;
    top: 0;
    bottom: 0;
    min-width: 1px;
    border-radius: 2px;
  }
  .bars [role='listitem'] {
    display: contents;
  }
  @media (prefers-reduced-motion: no-preference) {
    .bars .fill {
      transition:
        left 150ms ease-out,
        width 150ms ease-out;
    }
  }
`;

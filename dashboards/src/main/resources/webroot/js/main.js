import './parts/page.js';

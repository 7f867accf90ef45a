"""pygame's own functions for what the harness draws and opens itself.

They are taken when this module is imported, before anything is replaced: what a program or the seam
puts in their place neither sees nor changes the overlay and the pictures. Methods are called as
functions: `blit(surface, image, position)`.
"""

from __future__ import annotations

import pygame

Surface = pygame.Surface
blit = Surface.blit
copy = Surface.copy
fill = Surface.fill
subsurface = Surface.subsurface

Font = pygame.font.Font
render = Font.render
init_fonts, quit_fonts = pygame.font.init, pygame.font.quit

draw_circle, draw_line, draw_rect = pygame.draw.circle, pygame.draw.line, pygame.draw.rect
scale = pygame.transform.scale
to_bytes = pygame.image.tobytes

init_display, quit_display = pygame.display.init, pygame.display.quit
get_caption, set_caption = pygame.display.get_caption, pygame.display.set_caption
window_size = pygame.display.get_window_size
flip_display = pygame.display.flip
display_surface = pygame.display.get_surface
